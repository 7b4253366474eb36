"""What looks wrong with outlets: found, shown with its mend, merged or dismissed."""
