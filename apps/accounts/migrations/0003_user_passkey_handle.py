from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_site_settings_row")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="passkey_handle",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="random; by it a passkey names its account, so that no row number leaves the server",
                max_length=43,
                null=True,
                unique=True,
            ),
        ),
    ]
