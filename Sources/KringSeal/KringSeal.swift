// KringSeal
