using Aops.Native.Memory;

namespace Aops.Hosting;

/// <summary>The memory of a process as <see cref="MemoryWatch"/> observes it.</summary>
public interface IWatchedMemory
{
    /// <summary>See <see cref="ProcessMemory.Read"/>.</summary>
    (long ResidentBytes, long AnonymousBytes) Read();

    /// <summary>See <see cref="ProcessMemory.Trim"/>.</summary>
    void Trim();

    /// <summary>See <see cref="ProcessMemory.GiveBackCode"/>.</summary>
    void GiveBackCode();
}
