namespace Aops.ReleaseTool.Tests;

/// <summary>A test with a repository of two signed releases, 1.0 and 2.0.</summary>
public abstract class TwoReleasesTest : IAsyncLifetime
{
    private protected Tool Tool { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Tool.InitAsync();
        await Tool.SignAsync("--no-way-back", await Tool.PackAsync("1.0"), await Tool.PackAsync("2.0"));
    }

    public ValueTask DisposeAsync()
    {
        Tool.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
