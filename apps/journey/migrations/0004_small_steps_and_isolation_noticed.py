import apps.core.encrypted_fields
import apps.core.public_ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0013_two_groups_become_one'),
        ('journey', '0003_two_members_keep_a_pact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StepChoices',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('set_aside', apps.core.encrypted_fields.EncryptedJSON(bound_to=('user_id',), default=list)),
                ('rests_until', apps.core.encrypted_fields.EncryptedDate(blank=True, bound_to=('user_id',), null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='step_choices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Noticing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weeks', apps.core.encrypted_fields.EncryptedText(bound_to=('user_id',), choices=[('2', 'Every two weeks'), ('4', 'Every four weeks'), ('8', 'Every eight weeks')], default='4')),
                ('goes_outside', models.BooleanField(default=False, help_text='a neutral mail and push may remind them too')),
                ('asks_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='noticing', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['asks_at'], name='questions_due')],
            },
        ),
        migrations.CreateModel(
            name='LonelinessAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answers', apps.core.encrypted_fields.EncryptedJSON(bound_to=('public_id',), default=list)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loneliness_answers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-said_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='TellingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True)),
                ('condition', apps.core.encrypted_fields.EncryptedText(bound_to=('public_id',), choices=[('often', 'I answer “Often” to two of the three questions, or to all three'), ('twice', 'Two times in a row I answer “Often” to one of them or more'), ('silent', 'The questions wait for me for two weeks, and in that time I did nothing here with others or for myself')])),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('let_be', 'Let Be'), ('agreed', 'Agreed')], default='asked', max_length=8)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.membership')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='telling_rule', to=settings.AUTH_USER_MODEL)),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('writer', models.F('told')), _negated=True), name='nobody_is_told_of_themself')],
            },
        ),
    ]
