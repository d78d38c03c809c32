"""Where the winners of all windows are."""
