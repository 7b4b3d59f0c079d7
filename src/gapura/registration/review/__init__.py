"""The reviewer's place: the queue, one application with its letter, many at once, and delegation."""
