"""The audit log: what happened, who did it, when and from where; and its export."""
