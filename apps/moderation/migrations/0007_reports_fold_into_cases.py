import apps.core.public_ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0009_a_group_has_a_rota'),
        ('moderation', '0006_a_stopped_meeting_is_looked_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='groups.group'),
        ),
        migrations.AlterField(
            model_name='report',
            name='subject',
            field=models.CharField(choices=[('message', 'a message'), ('member', 'a member'), ('meeting', 'a meeting'), ('group', 'a group'), ('page', 'a page of this site'), ('held', 'a message that waits to be shown'), ('flagged', 'a message that was noticed')], max_length=10),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=apps.core.public_ids.new_public_id, editable=False, max_length=12, unique=True)),
                ('subject', models.CharField(choices=[('message', 'a message'), ('member', 'a member'), ('meeting', 'a meeting'), ('group', 'a group'), ('page', 'a page of this site'), ('held', 'a message that waits to be shown'), ('flagged', 'a message that was noticed')], max_length=10)),
                ('subject_id', models.CharField(blank=True, help_text='public id of the message, meeting or group', max_length=12)),
                ('category', models.CharField(choices=[('self_harm', 'Somebody may hurt themselves'), ('method', 'It says how to do harm, or cheers it on'), ('harassment', 'It is unkind, or will not stop'), ('private', 'It gives away somebody’s private things'), ('selling', 'It sells or advertises something'), ('other', 'Something else')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('closed', 'closed a moment ago'), ('done', 'done')], default='open', max_length=10)),
                ('hands_until', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField()),
                ('escalated_at', models.DateTimeField(help_text='when it went to site safety staff', null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('cared', 'Somebody needed care, and has it'), ('acted', 'Something was done'), ('dismissed', 'Nothing had to be done')], max_length=10)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases_about', to='groups.membership')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='groups.group')),
                ('hands', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='groups.membership')),
                ('not_for', models.ManyToManyField(help_text='who said: not me', related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff_hands', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-opened_at', '-pk'),
            },
        ),
        migrations.AddField(
            model_name='report',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='moderation.case'),
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('claimed', 'taken in hand'), ('released', 'given back'), ('handed', 'handed over'), ('escalated', 'gone to the people who run this site'), ('closed', 'closed'), ('reopened', 'opened again'), ('debrief', 'looked back')], max_length=10)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='groups.membership')),
                ('by_staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='moderation.case')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ModeratorSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_veiled', models.BooleanField(default=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RuleWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(blank=True, max_length=300)),
                ('words', models.TextField(max_length=2000)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rule_words', to='groups.group')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['group', 'state', 'opened_at'], name='cases_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'due_at'], name='cases_by_what_is_due'),
        ),
        migrations.AddIndex(
            model_name='casestep',
            index=models.Index(fields=['by', 'kind', 'at'], name='case_steps_of_a_member'),
        ),
        migrations.AddIndex(
            model_name='casestep',
            index=models.Index(fields=['by_staff', 'kind', 'at'], name='case_steps_of_site_staff'),
        ),
        migrations.AddConstraint(
            model_name='rulewords',
            constraint=models.UniqueConstraint(fields=('group', 'rule'), name='one_beginning_per_rule'),
        ),
    ]
