using System.Net;
using Aops.Contracts.Wire.Inventory;
using Aops.Native;
using Aops.Native.Files;
using Aops.Spm.Inventory.Sources;
using Aops.Systemd.Client;

namespace Aops.Spm.Tests.Inventory;

/// <summary>What is read of the files of hosts of several distributions.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly RecordedHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void OsRelease_IsReadWithItsQuotes()
    {
        _host.With("etc/os-release", """
            # a comment = no value
            NAME="Rocky Linux"
            ID="rocky"
            ID_LIKE="rhel centos fedora"
            VERSION_ID='9.4'
            PRETTY_NAME="Rocky \"Blue\" \$9"
            """);

        var os = OsReader.Read(_host.Tree)!;

        Assert.Equal(("rocky", "9.4", "Rocky \"Blue\" $9"), (os.Id, os.Version, os.Name));
        Assert.Equal(["rhel", "centos", "fedora"], os.Like);
        Assert.Null(os.Codename);
    }

    [Fact]
    public void OsReleaseInUsr_CountsWhereEtcHasNone()
    {
        Assert.Null(OsReader.Read(_host.Tree));

        Assert.Equal("arch", OsReader.Read(_host.With("usr/lib/os-release", "ID=arch\n").Tree)!.Id);
    }

    [Fact]
    public void Zone_IsWhereTheLinkLeads_OrWhatIsNamedBesideIt()
    {
        _host.With("etc/os-release", "ID=debian\n").With("etc/timezone", "Europe/Vienna\n");
        Assert.Equal("Europe/Vienna", OsReader.Read(_host.Tree)!.Zone);

        File.CreateSymbolicLink(_host.Tree.Locate("etc/localtime"), "../usr/share/zoneinfo/America/Argentina/Salta");
        Assert.Equal("America/Argentina/Salta", OsReader.Read(_host.Tree)!.Zone);
    }

    [Fact]
    public void Kernel_IsWhatProcTells()
    {
        Assert.Null(OsReader.ReadKernel(_host.Tree));
        _host.With("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n").With("proc/sys/kernel/version", "#1 SMP Debian\n");

        Assert.Equal(new KernelInventory { Release = "6.1.0-18-amd64", Build = "#1 SMP Debian" }, OsReader.ReadKernel(_host.Tree));
    }

    [Fact]
    public void Glibc_IsFoundInItsFile_AlsoAcrossTheBorderOfABlock()
    {
        Assert.Null(LibcReader.Read(_host.Tree));
        const string sentence = "GNU C Library (Debian GLIBC 2.36-9+deb12u4) stable release version 2.36.\n";
        foreach (var before in new[] { 0, 65_500, 65_536, 131_000 })
        {
            _host.With("lib/x86_64-linux-gnu/libc.so.6", new string('\0', before) + sentence + new string('\0', 70_000));
            Assert.Equal(new LibcInventory { Name = "glibc", Version = "2.36" }, LibcReader.Read(_host.Tree));
        }
        _host.With("lib/x86_64-linux-gnu/libc.so.6", "no library");
        Assert.Equal("", LibcReader.Read(_host.Tree)!.Version);
    }

    [Fact]
    public void Musl_HasTheVersionOfItsPackage()
    {
        _host.With("lib/ld-musl-x86_64.so.1", "").With("lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\n\n");

        Assert.Equal(new LibcInventory { Name = "musl", Version = "1.2.4-r2" }, LibcReader.Read(_host.Tree));
    }

    [Fact]
    public void Processors_AreCounted()
    {
        Assert.Null(MachineReader.ReadCpu(_host.Tree));
        const string one = "processor\t: {0}\nmodel name\t: Xeon\nphysical id\t: {1}\n\n";
        _host.With("proc/cpuinfo", string.Concat(Enumerable.Range(0, 4).Select(i => string.Format(null, one, i, i / 2))));

        Assert.Equal(new CpuInventory { Count = 4, Sockets = 2, Model = "Xeon" }, MachineReader.ReadCpu(_host.Tree));
    }

    [Theory]
    [InlineData("MemTotal:       16384256 kB\nMemFree: 1 kB\nSwapTotal:  1024 kB\n", 16_777_478_144, 1_048_576)]
    [InlineData("MemTotal: 1 kB\n", 1024, 0)]
    public void Memory_IsInBytes(string text, long total, long swap) => Assert.Equal(
        new MemoryInventory { TotalBytes = total, SwapBytes = swap },
        MachineReader.ReadMemory(_host.With("proc/meminfo", text).Tree));

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: many kB\n")]
    [InlineData("MemTotal: 99999999999999999999 kB\n")]
    public void MemoryThatIsNoNumber_IsNotTold(string text) =>
        Assert.Null(MachineReader.ReadMemory(_host.With("proc/meminfo", text).Tree));

    [Fact]
    public void Disks_AreThoseOfDevices_EachOnce_AndDeadMountsAreNotAsked()
    {
        _host.With("proc/self/mountinfo", """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            23 22 0:5 / /proc rw - proc proc rw
            24 22 0:40 / /mnt/dead rw - nfs4 files:/home rw
            25 22 0:41 / /mnt/user rw - fuse.sshfs me@there rw
            26 22 8:1 /srv /srv/bind rw - ext4 /dev/sda1 rw
            27 22 8:2 / /var/my\040data ro - xfs /dev/sda2 ro
            28 22 8:3 / /gone rw - ext4 /dev/sda3 rw
            no line of mountinfo
            """);
        var asked = new List<string>();

        var disks = new DiskReader(path =>
        {
            asked.Add(path);
            if (path == "/gone") throw new PosixException("statvfs", path, 2);
            return new FileSystemFacts(FreeBytes: 479, FreeInodes: null, IsNoExec: false, SizeBytes: 1000);
        }).Read(_host.Tree)!;

        Assert.Equal(["/", "/var/my data", "/gone"], asked);
        Assert.Equal(
            [
                new DiskVolume { Path = "/", Device = "/dev/sda1", FileSystem = "ext4", SizeBytes = 1000, FreePercent = 45 },
                new DiskVolume
                {
                    Path = "/var/my data", Device = "/dev/sda2", FileSystem = "xfs", SizeBytes = 1000, FreePercent = 45,
                    IsReadOnly = true,
                },
            ], disks.Volumes);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("169.254.7.7", false)]
    public void Addresses_TellOfTheHost(string address, bool isTold) =>
        Assert.Equal(isTold, AddressReader.IsTold(IPAddress.Parse(address)));

    [Fact]
    public void AddressesOfThisHost_AreRead() =>
        Assert.All(AddressReader.Read().Addresses, address => Assert.True(IPAddress.TryParse(address.Address, out _)));

    [Fact]
    public void Dpkg_TellsOfInstalledPackages_InOrder()
    {
        _host.With("var/lib/dpkg/status", """
            Package: zlib1g
            Status: install ok installed
            Architecture: amd64
            Version: 1:1.2.13.dfsg-1
            Description: compression library - runtime
             Version: 9 stands in this text
            Conffiles:
             /etc/x 0123

            Package: gone
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 1

            Package: adduser
            Status: hold ok installed
            Architecture: all
            Version: 3.134
            """);

        var packages = PackageReader.Read(_host.Tree, () => null)!;

        Assert.Equal("dpkg", packages.Manager);
        Assert.Equal(
            [
                new InstalledPackage { Name = "adduser", Version = "3.134", Architecture = "all" },
                new InstalledPackage { Name = "zlib1g", Version = "1:1.2.13.dfsg-1", Architecture = "amd64" },
            ], packages.Packages);
    }

    [Fact]
    public void Rpm_IsAskedOnlyWhereItsDatabaseIs()
    {
        Assert.Null(PackageReader.Read(_host.Tree, () => throw new InvalidOperationException("asked")));
        _host.With("var/lib/rpm/rpmdb.sqlite", "");
        Assert.Null(PackageReader.Read(_host.Tree, () => null));

        var packages = PackageReader.Read(_host.Tree, () =>
        [
            "warning: a lock", "openssl\t1:3.0.7-27.el9\tx86_64", "bash\t0:5.1.8-9.el9\tx86_64",
            "gpg-pubkey\t0:1-2\t(none)", "",
        ])!;

        Assert.Equal(
            [
                new InstalledPackage { Name = "bash", Version = "5.1.8-9.el9", Architecture = "x86_64" },
                new InstalledPackage { Name = "openssl", Version = "1:3.0.7-27.el9", Architecture = "x86_64" },
            ], packages.Packages);
        Assert.NotNull(PackageReader.ChangedAt(_host.Tree));
    }

    [Fact]
    public void TooManyPackages_AreCounted()
    {
        _host.With("lib/apk/db/installed",
            string.Concat(Enumerable.Range(0, InventoryLimits.PackagesMax + 3).Select(i => $"P:p{i:D5}\nV:1\n\n")));

        var packages = PackageReader.Read(_host.Tree, () => null)!;

        Assert.Equal((InventoryLimits.PackagesMax, 3), (packages.Packages.Count, packages.LeftOut));
    }

    [Fact]
    public void Units_AreServicesSocketsAndTimers()
    {
        var units = UnitReader.Of(
        [
            new ListedUnit("ssh.service", new UnitStatus("loaded", "active", "running", 0)),
            new ListedUnit("-.mount", new UnitStatus("loaded", "active", "mounted", 0)),
            new ListedUnit("apt.timer", new UnitStatus("loaded", "active", "waiting", 0)),
        ]).Units;

        Assert.Equal(
            [
                new InstalledUnit { Name = "apt.timer", Load = "loaded", Active = "active", Sub = "waiting" },
                new InstalledUnit { Name = "ssh.service", Load = "loaded", Active = "active", Sub = "running" },
            ], units);
    }
}
