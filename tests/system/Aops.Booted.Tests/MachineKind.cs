namespace Aops.Booted.Tests;

/// <summary>The Debian release of a machine, and its first process.</summary>
/// <param name="Image">Name of its folder in the cache; to be changed with its content.</param>
/// <param name="Suite">The release.</param>
/// <param name="Packages">Packages besides the essential ones.</param>
/// <param name="HasSystemd">Whether systemd boots it; otherwise it is a container with a sleeping process.</param>
internal sealed record MachineKind(string Image, string Suite, string Packages, bool HasSystemd)
{
    /// <summary>A host as most are today.</summary>
    public static MachineKind Booted { get; } =
        new("machine-bookworm-2", "bookworm", "systemd,systemd-sysv,dbus,libssl3,procps,curl,socat,rpm", HasSystemd: true);

    /// <summary>The same with Ansible, and with what its module apt needs.</summary>
    public static MachineKind WithAnsible { get; } = Booted with
    {
        Image = "machine-bookworm-ansible-1",
        // debootstrap finds no package by the name of what it provides: cryptography wants a backend by such a name.
        Packages = $"{Booted.Packages},ansible-core,python3-apt,python3-cffi-backend",
    };

    /// <summary>A container without systemd, with glibc 2.31 and OpenSSL 1.1.</summary>
    public static MachineKind Bare { get; } =
        new("machine-bullseye-1", "bullseye", "libssl1.1,procps,curl", HasSystemd: false);
}
