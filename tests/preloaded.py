"""What every start of the command imports before it knows its settings: for ``tests/forked.py``."""

# ruff: noqa: F401

import allauth
import babel.core
import babel.dates
import babel.support
import brotli
import cryptography.fernet
import cryptography.hazmat.primitives.asymmetric.ed25519
import django.contrib.auth.hashers
import django.contrib.auth.tokens
import django.core.checks
import django.core.mail
import django.core.management
import django.core.serializers.json
import django.db.backends.sqlite3.base
import django.db.migrations.executor
import django.db.models
import django.forms
import django.template
import django.urls
import django.utils.translation.trans_real
import django.views.generic
import icalendar
import jinja2.ext
import markdown_it
import msgspec
import nh3
import PIL.Image
import requests
import rfc8785
import structlog
import tinycss2
import zxcvbn

import aboveboard.cli.main
