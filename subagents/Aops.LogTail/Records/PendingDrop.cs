namespace Aops.LogTail.Records;

/// <summary>Lines that were dropped, of which the stream has yet to tell.</summary>
/// <param name="Id">Number of the notice: one that comes twice after a crash has the same.</param>
/// <param name="Reason">For instance <c>rate</c>, <c>spool-full</c>, <c>http-400</c>.</param>
/// <param name="FirstSeq">First number that is missing; 0 for lines that had none yet.</param>
internal sealed record PendingDrop(
    long Id, string Reason, long Lines, long Bytes, DateTimeOffset From, DateTimeOffset To, long FirstSeq,
    long LastSeq);
