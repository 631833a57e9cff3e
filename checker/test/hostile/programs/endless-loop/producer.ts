// Takes a processor and never looks at anything.
for (;;);
