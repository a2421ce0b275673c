"""What stands in for steps of pandas."""
