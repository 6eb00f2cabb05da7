"""May this happen now? Pure decisions over loaded rows and a day; a refusal says why not."""
