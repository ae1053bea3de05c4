"""Not only whether a page is private, but for whom it is."""

from django.db import migrations, models


def name_readers(apps, schema_editor):
    apps.get_model("pages", "Page").objects.filter(is_private=True).update(readers="signed_in")


def say_private(apps, schema_editor):
    apps.get_model("pages", "Page").objects.exclude(readers="everyone").update(is_private=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="readers",
            field=models.CharField(
                choices=[
                    ("everyone", "EVERYONE"),
                    ("signed_in", "SIGNED_IN"),
                    ("password", "PASSWORD"),
                    ("addresses", "ADDRESSES"),
                ],
                default="everyone",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="readers_password",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="page",
            name="readers_networks",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(name_readers, say_private),
        migrations.RemoveField(
            model_name="page",
            name="is_private",
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(("readers", "password"), _negated=True) | models.Q(("readers_password", ""), _negated=True),
                name="page_password_is_there",
            ),
        ),
    ]
