"""How much the files of each customer take."""
