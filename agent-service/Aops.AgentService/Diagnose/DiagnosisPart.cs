namespace Aops.AgentService.Diagnose;

/// <summary>A file of the bundle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What is in it: one sentence.</param>
/// <param name="Text">Its text, without secrets.</param>
internal sealed record DiagnosisPart(string Name, string Meaning, string Text);
