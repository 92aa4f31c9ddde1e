"""Several API processes on one database: who lives, who has what, who does which job."""
