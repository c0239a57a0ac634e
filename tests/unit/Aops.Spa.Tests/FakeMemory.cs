using Aops.Hosting;

namespace Aops.Spa.Tests;

/// <summary>Memory of a size that the test says.</summary>
internal sealed class FakeMemory : IWatchedMemory
{
    public long ResidentBytes { get; set; } = 1 << 20;

    public int CodeGivenBack { get; private set; }

    public (long ResidentBytes, long AnonymousBytes) Read() => (ResidentBytes, ResidentBytes);

    public void Trim()
    {
    }

    public void GiveBackCode() => CodeGivenBack++;
}
