using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>A repository, and a host that trusts its first root.</summary>
public abstract class TufTest : IDisposable
{
    protected TufTest() => Host = new TestHost(Repository);

    protected RepositoryBuilder Repository { get; } = new();

    private protected TestHost Host { get; }

    protected Task<TufRefresh> RefreshAsync(IReleaseSource? source = null) =>
        Host.Client(source ?? Repository.Source).RefreshAsync(CancellationToken.None);

    protected Dictionary<string, byte[]> Copy() => new(Repository.Files);

    public void Dispose()
    {
        Host.Dispose();
        GC.SuppressFinalize(this);
    }
}
