"""Windows and widgets; holds no rule, opens no file."""
