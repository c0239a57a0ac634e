using System.Diagnostics;
using System.Globalization;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Booted.Tests;

/// <summary>
/// A Debian in a container, booted by systemd or without it: a process of its own as pid 1, and the network of this host.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly string _name;
    private readonly string _cgroup;
    private Process? _container;
    private ProcessIdentity _init;

    private Machine(MachineKind kind, string folder)
    {
        Kind = kind;
        _folder = folder;
        _name = "aops" + Guid.NewGuid().ToString("N")[..12];
        _cgroup = Path.Combine(UnifiedHierarchy(), _name);
    }

    /// <summary>What it is.</summary>
    public MachineKind Kind { get; }

    /// <summary>Its root, as this host sees it; without what it has mounted itself, such as <c>/run</c>.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>What it printed while booting.</summary>
    public string Console => Path.Combine(_folder, "console.log");

    /// <summary>Boots one.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="folder">A folder of its own.</param>
    public static async Task<Machine> BootAsync(MachineKind kind, string folder, CancellationToken cancellationToken)
    {
        var image = await MachineImage.EnsureAsync(kind, cancellationToken);
        var machine = new Machine(kind, folder);
        try
        {
            await machine.StartAsync(image, cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program in it.</summary>
    /// <param name="words">Program and arguments.</param>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] words) => Command.RunAsync(
        "nsenter", ["-t", _init.Pid.ToString(CultureInfo.InvariantCulture), "-a", "--", .. words],
        new Dictionary<string, string?>
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["AOPS_PUBLISH"] = null,
            ["TMPDIR"] = null,
        }, cancellationToken);

    /// <summary>Copies a file of this host into it.</summary>
    /// <param name="folder">Where to, without a slash before it.</param>
    /// <param name="name">Its name there; its own where none is given.</param>
    public void Lay(string file, string folder, string? name = null)
    {
        var target = Directory.CreateDirectory(Path.Combine(Root, folder)).FullName;
        File.Copy(file, Path.Combine(target, name ?? Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Changes a byte in the middle of a file of the machine.</summary>
    public async Task DamageAsync(string file, CancellationToken cancellationToken) => (await RunAsync(
        cancellationToken, "sh", "-c", $"printf X | dd of={file} bs=1 seek=1000000 conv=notrunc")).MustSucceed();

    /// <summary>
    /// Makes the machine's bus accessible from this host. The broker asks the kernel for the peer's pid,
    /// which does not exist in the machine's pid namespace for a process outside of it; so a proxy inside
    /// connects and forwards.
    /// </summary>
    /// <returns>Address of the bus, as seen by this host.</returns>
    public async Task<string> ExposeBusAsync(CancellationToken cancellationToken)
    {
        const string exposed = "/run/bus-exposed.sock";
        (await RunAsync(cancellationToken, "systemd-run", "--unit=expose-bus",
            "socat", $"UNIX-LISTEN:{exposed},fork", "UNIX-CONNECT:/run/dbus/system_bus_socket")).MustSucceed();
        var socket = string.Create(CultureInfo.InvariantCulture, $"/proc/{_init.Pid}/root{exposed}");
        await Eventually.HoldsAsync($"{socket} is there", BootTime, () => File.Exists(socket), cancellationToken);
        return "unix:path=" + socket;
    }

    /// <summary>Makes a program of the machine runnable from this host, for instance <c>systemctl</c>.</summary>
    /// <param name="program">Its name.</param>
    /// <returns>Path of a script that runs it inside.</returns>
    public string ExposeProgram(string program)
    {
        var path = Path.Combine(_folder, program);
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture,
            $"#!/bin/sh\nexec nsenter -t {_init.Pid} -a -- {program} \"$@\"\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>
    /// Shuts it down, boots it again from the same disk, and waits until it is up. systemd does so in order; without it
    /// every process is killed at once, as when a container is.
    /// </summary>
    public async Task RebootAsync(CancellationToken cancellationToken)
    {
        if (Kind.HasSystemd) await RunAsync(cancellationToken, "systemctl", "poweroff");
        else Signals.Send(_init, Signal.SIGKILL);
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(BootTime);
            await _container!.WaitForExitAsync(limit.Token);
        }
        _container.Dispose();
        await RemoveCgroupsAsync();
        await StartContainerAsync(cancellationToken);
    }

    /// <summary>Ends it, and leaves nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_container is { HasExited: false } container)
        {
            // The end of its pid 1 ends every process in it.
            if (_init.IsAlive) Signals.Send(_init, Signal.SIGKILL);
            else container.Kill();
            using var limit = new CancellationTokenSource(EndTime);
            await container.WaitForExitAsync(limit.Token);
        }
        _container?.Dispose();
        if (Directory.Exists(Root)) await Command.RunAsync("umount", [Root], CancellationToken.None);
        await RemoveCgroupsAsync();
        // systemd-nspawn removes it only where /run is in memory.
        var propagated = Path.Combine("/run/systemd/nspawn/propagate", _name);
        if (Directory.Exists(propagated)) Directory.Delete(propagated);
    }

    private async Task StartAsync(string image, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "root", "changes", "work" })
            Directory.CreateDirectory(Path.Combine(_folder, name));
        (await Command.RunAsync("mount",
        [
            "-t", "overlay", "overlay", "-o",
            $"lowerdir={image},upperdir={_folder}/changes,workdir={_folder}/work", Root,
        ], cancellationToken)).MustSucceed();
        // The server tells hosts apart by it.
        await File.WriteAllTextAsync(Path.Combine(Root, "etc/machine-id"), Guid.NewGuid().ToString("N") + "\n", cancellationToken);
        await StartContainerAsync(cancellationToken);
    }

    private async Task StartContainerAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_cgroup);
        _container = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            // Two containers in one control group would conflict.
            "-c", "echo $$ >\"$1/cgroup.procs\"; log=$2; shift 2; exec \"$@\" >\"$log\" 2>&1 </dev/null",
            "sh", _cgroup, Console,
            "systemd-nspawn", "-D", Root, "-M", _name, "--register=no", "--keep-unit", "--kill-signal=SIGRTMIN+3",
            "--console=pipe", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
            .. Kind.HasSystemd ? ["-b"] : BareStart(),
        ])
        {
            Environment = { ["SYSTEMD_NSPAWN_UNIFIED_HIERARCHY"] = "1" },
        })!;
        await WaitForBootAsync(cancellationToken);
    }

    private async Task WaitForBootAsync(CancellationToken cancellationToken) =>
        await Eventually.HoldsAsync($"{_name} has booted (see {Console})", BootTime, async token =>
        {
            if (_container!.HasExited)
                throw new InvalidOperationException($"systemd-nspawn ended:\n{await File.ReadAllTextAsync(Console, token)}");
            if (FindInit() is not { } init) return false;
            _init = init;
            if (!Kind.HasSystemd) return File.Exists(UpMark);
            var state = await RunAsync(token, "systemctl", "is-system-running");
            return state.Output.Trim() is "running" or "degraded";
        }, cancellationToken);

    // The commands of a container's owner where there is no init. Its /run lives as long as its disk.
    private string[] BareStart()
    {
        File.Delete(UpMark);
        return
        [
            "--as-pid2", "/bin/sh", "-c",
            "mkdir -p /srv/run && mount --bind /srv/run /run && "
                + "{ [ ! -x /opt/aops/bin/control ] || /opt/aops/bin/control start; } && : >/srv/up; exec sleep infinity",
        ];
    }

    private string UpMark => Path.Combine(Root, "srv/up");

    private ProcessIdentity? FindInit()
    {
        var parent = _container!.Id;
        var children = File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children is [var child, ..] ? ProcessIdentity.TryRead(int.Parse(child, CultureInfo.InvariantCulture)) : null;
    }

    // A control group can be removed when its last process is reaped. systemd-nspawn makes it in other hierarchies too.
    private Task RemoveCgroupsAsync() =>
        Eventually.HoldsAsync($"the control groups {_name} are empty", EndTime, () =>
        {
            foreach (var top in Hierarchies().Select(h => Path.Combine(h.Mount, _name)).Where(Directory.Exists))
            {
                foreach (var group in Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories)
                    .OrderByDescending(g => g.Length).Append(top))
                {
                    Directory.Delete(group);
                }
            }
            return true;
        }, CancellationToken.None);

    private static string UnifiedHierarchy() =>
        Hierarchies().FirstOrDefault(h => h.Type == "cgroup2").Mount
            ?? throw new InvalidOperationException("this host has no cgroup2 mounted");

    private static IEnumerable<(string Type, string Mount)> Hierarchies() =>
        File.ReadLines("/proc/mounts").Select(line => line.Split(' '))
            .Where(f => f[2] is "cgroup" or "cgroup2").Select(f => (f[2], f[1]));
}
