namespace Aops.Demo;

/// <summary>A step failed that all following ones need.</summary>
internal sealed class StepFailedException(string step) : Exception($"cannot go on without: {step}");
