"""How everybody signs in here: second factors, single sign-on, breaking the glass."""
