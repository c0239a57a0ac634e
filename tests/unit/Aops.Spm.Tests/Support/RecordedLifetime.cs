using Microsoft.Extensions.Hosting;

namespace Aops.Spm.Tests.Support;

/// <summary>Notes whether the program was to end.</summary>
internal sealed class RecordedLifetime : IHostApplicationLifetime
{
    public bool IsStopped { get; private set; }

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => IsStopped = true;
}
