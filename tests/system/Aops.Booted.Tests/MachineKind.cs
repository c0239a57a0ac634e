namespace Aops.Booted.Tests;

/// <summary>Which Debian a machine is, and who is its first process.</summary>
/// <param name="Image">Name of its folder in the cache; to be raised with any change of what is in it.</param>
/// <param name="Suite">The release.</param>
/// <param name="Packages">What is installed beside the essential.</param>
/// <param name="HasSystemd">Whether systemd boots it; else it is a container with a sleeping process in it.</param>
internal sealed record MachineKind(string Image, string Suite, string Packages, bool HasSystemd)
{
    /// <summary>A host as most are today.</summary>
    public static MachineKind Booted { get; } =
        new("machine-bookworm-2", "bookworm", "systemd,systemd-sysv,dbus,libssl3,procps,curl,socat,rpm", HasSystemd: true);

    /// <summary>A container without systemd, with glibc 2.31 and OpenSSL 1.1.</summary>
    public static MachineKind Bare { get; } =
        new("machine-bullseye-1", "bullseye", "libssl1.1,procps,curl", HasSystemd: false);
}
