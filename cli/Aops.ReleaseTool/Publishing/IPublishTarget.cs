using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>A place to which releases are published.</summary>
internal interface IPublishTarget
{
    /// <summary>Stores a file, unless it exists already.</summary>
    /// <returns>False if it existed.</returns>
    /// <exception cref="ToolException">It could not be stored.</exception>
    Task<bool> PutAsync(PublishedFile file, IProgress<long> progress, CancellationToken cancellationToken);
}
