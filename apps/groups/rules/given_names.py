"""Given names that many people have: what makes two capitalised words read like somebody's own name.

A small list of our own, for the languages of this site and the names often met beside them; a missing name costs a
warning, a wrong one annoys somebody who chose "Marsh Fox". So names that are also ordinary words (Hope, Robin, Luna) are
left out.
"""

from apps.groups.rules.confusables import skeleton

_NAMES = """
Aaron Abdul Abdullah Abigail Adam Adrian Adriana Agnes Ahmad Ahmed Aisha Alan Albert Alberto Alejandra Alejandro Alex
Alexander Alexandra Alfredo Ali Alice Alicia Alison Amanda Amelia Amina Amir Amy Ana Andrea Andreas Andres Andrew Andy
Angela Anita Anja Ann Anna Anne Annette Anthony Antje Antoine Antonia Antonio Arthur Arturo Ashley Astrid Barbara Beatriz
Ben Benjamin Bernard Bernd Beth Bettina Birgit Bob Brandon Brenda Brian Bruce Camila Carl Carla Carlos Carmen Carol
Carolina Caroline Catalina Catherine Cecilia Charles Charlotte Chloe Chris Christian Christina Christine Christoph
Christopher Claire Clara Claudia Colin Craig Cristina Cynthia Daniel Daniela David Deborah Denise Dennis Derek Diana
Diane Dieter Dmitri Donald Donna Dorothy Douglas Duncan Eduardo Edward Eileen Elaine Elena Elisabeth Elizabeth Ellen
Emilia Emilio Emily Emma Enrique Eric Erik Esteban Esther Ethan Eva Evelyn Fabian Fatima Felipe Felix Fernando Fiona
Florian Frances Francesca Francesco Francisca Francisco Francois Franz Fred Frederic Friedrich Gabriel Gabriela Gareth
Gary Geoffrey George Gerald Gerardo Gerhard Gillian Giovanni Giulia Gloria Gonzalo Graham Greg Gregory Guillermo Gustavo
Hans Harold Harry Hassan Hector Heike Heinz Helen Helena Helga Helmut Henri Henry Horst Howard Hugo Hussein Ian Ibrahim
Ignacio Ingrid Irene Isabel Isabella Ivan Jack Jacob Jacqueline Jaime James Jan Jane Janet Janice Jason Javier Jean
Jeffrey Jennifer Jenny Jeremy Jessica Jesus Jim Joan Joanna Joanne Joaquin Joe Joerg Johanna Johannes John Jonas Jonathan
Jorge Jose Josef Joseph Juan Juana Judith Julia Julian Juliana Julie Julio Jürgen Justin Karen Karin Karl Katarina Kate
Katharina Katherine Kathleen Kathryn Katie Keith Kelly Kenneth Kerstin Kevin Khalid Klaus Kyle Larry Laura Lauren Layla
Leonardo Leonor Leslie Linda Lisa Lorenzo Louis Louise Lucas Lucia Lucy Luis Luisa Lukas Magdalena Manfred Manuel Manuela
Marc Marcel Marcelo Marco Marcos Margaret Margarita Maria Mariana Marie Mario Marion Marta Martha Martin Martina Mary
Mateo Matteo Matthew Matthias Maureen Mauricio Max Maximilian Megan Melanie Melissa Mercedes Michael Michaela Michel
Michelle Miguel Mike Mohamed Mohammad Mohammed Monica Monika Muhammad Mustafa Nadia Nancy Natalia Natalie Natasha Nathan
Neil Nicholas Nicolas Nicole Nigel Nikolai Nina Noah Nora Norbert Norma Nuria Olga Oliver Olivia Omar Oscar Oskar Pablo
Pamela Patricia Patricio Patrick Paul Paula Pauline Pedro Peter Petra Philip Philipp Philippe Pierre Priya Rachel Rafael
Rainer Ralf Ramon Raquel Raul Raymond Rebecca Renate Ricardo Richard Rita Robert Roberto Rodrigo Roger Roland Ronald
Rosemary Ruth Ryan Sabine Sabrina Salma Samantha Samir Samuel Sandra Sara Sarah Scott Sean Sebastian Sergei Sergio Sharon
Sheila Shirley Silvia Simon Simone Sofia Sonia Sophia Sophie Stefan Stefanie Stephanie Stephen Steve Steven Stuart Susan
Susana Susanne Suzanne Svetlana Sylvia Tamara Tanja Tatiana Teresa Thomas Tim Timothy Tobias Todd Tomas Tony Tracy Ulrich
Ulrike Ursula Uwe Valentina Valeria Vanessa Vera Veronica Veronika Vicente Victor Victoria Vincent Virginia Vladimir Walter
Wendy Werner William Wolfgang Xavier Ximena Yasmin Yolanda Youssef Yusuf Yvonne Zainab Zoe
"""

_KNOWN = frozenset(skeleton(name) for name in _NAMES.split())


def is_given_name(word: str) -> bool:
    """Tell whether the word is a given name that many people have; of "Jean-Luc" the first part counts."""
    return skeleton(word.partition("-")[0]) in _KNOWN
