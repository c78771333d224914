"""What can be done about following and notifications; every door calls these and nothing below them."""
