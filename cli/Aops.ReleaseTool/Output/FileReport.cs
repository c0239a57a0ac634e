namespace Aops.ReleaseTool.Output;

/// <summary>A file of the repository that was published.</summary>
/// <param name="IsSent">Whether it was sent now; false if it was there already.</param>
internal sealed record FileReport(string Path, long Bytes, bool IsSent);
