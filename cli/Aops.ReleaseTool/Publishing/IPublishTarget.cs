namespace Aops.ReleaseTool.Publishing;

/// <summary>Where releases are published to.</summary>
internal interface IPublishTarget
{
    /// <summary>Puts a file there, unless it is there already.</summary>
    /// <returns>False if it was there.</returns>
    /// <exception cref="ToolFault">It could not be put there.</exception>
    Task<bool> PutAsync(PublishedFile file, IProgress<long> progress, CancellationToken cancellationToken);
}
