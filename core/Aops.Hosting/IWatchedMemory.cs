using Aops.Native.Memory;

namespace Aops.Hosting;

/// <summary>The memory of a process, as <see cref="MemoryWatch"/> sees it.</summary>
public interface IWatchedMemory
{
    /// <summary>See <see cref="OwnMemory.Read"/>.</summary>
    (long ResidentBytes, long AnonymousBytes) Read();

    /// <summary>See <see cref="OwnMemory.Trim"/>.</summary>
    void GiveBack();

    /// <summary>See <see cref="OwnMemory.GiveBackCode"/>.</summary>
    void GiveBackCode();
}
