using Aops.Contracts.Wire;

namespace Aops.Server.Repository;

/// <summary>How an upload ended.</summary>
internal abstract record UploadOutcome
{
    /// <summary>The file is there now, on the disk.</summary>
    public sealed record Stored(bool IsNew) : UploadOutcome;

    /// <summary>The same bytes were there already.</summary>
    public sealed record Unchanged : UploadOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(Problem Problem) : UploadOutcome;
}
