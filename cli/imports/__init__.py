"""Lists of an office brought in: seen beforehand, mapped once, and taken back as a batch."""
