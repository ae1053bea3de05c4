"""Who may: people, their roles and limits, invitations, and tokens for programs."""
