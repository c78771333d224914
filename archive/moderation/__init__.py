"""Reports, decisions, appeals, suspensions and the public log."""
