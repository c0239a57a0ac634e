using Aops.Harness;

namespace Aops.Build.Tests.Arm64;

/// <summary>
/// An arm64 machine with Debian's kernel, all in an emulator: the agent is installed, killed, upgraded and rolled back there.
/// Only where it is asked for (<c>./build.sh test arm64</c>): it takes minutes.
/// </summary>
public sealed class EmulatedMachineTests
{
    private const string Emulator = "qemu-system-aarch64";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(25);

    // Kernel, busybox and wget, where build/machine.sh unpacked them; empty where no machine is asked for.
    private static readonly string Machine = Environment.GetEnvironmentVariable("AOPS_ARM64_MACHINE") ?? "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_IsInstalled_Revived_Upgraded_RolledBack_AndRemoved()
    {
        Assert.SkipWhen(Machine.Length == 0, "takes minutes in an emulator: './build.sh test arm64' runs it");
        using var root = new TempRoot("arm64");
        var tree = root.Folder("tree");
        await LayProgramsAsync(tree);
        await SignReleasesAsync(root, Path.Combine(tree, "repo"));
        var disk = Path.Combine(root.Path, "initrd");
        (await Command.RunAsync("sh", ["-c", $"cd '{tree}' && find . | cpio --quiet -o -H newc >'{disk}'"], Stop)).MustSucceed();

        var run = await Command.RunAsync(Emulator,
        [
            "-M", "virt", "-cpu", "cortex-a57", "-smp", "2", "-m", "3072", "-nographic", "-no-reboot", "-nic", "none",
            "-kernel", Path.Combine(Machine, "vmlinuz"), "-initrd", disk, "-append", "console=ttyAMA0 quiet panic=-1 rdinit=/init",
        ], new Dictionary<string, string?>(), Stop, Deadline);

        var said = run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("AOPS ", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', said));
        Assert.True(said.LastOrDefault() == "AOPS passed", run.Text);
    }

    private static async Task LayProgramsAsync(string tree)
    {
        var script = Path.Combine(PublishedPrograms.Tree, "tests/integration/Aops.Build.Tests/Arm64/machine.sh");
        var sysroot = Path.Combine(PublishedPrograms.Tree, "artifacts/sysroot-arm64");
        var programs = Path.GetDirectoryName(PublishedPrograms.Find().For("arm64").Program("aops-spm"));
        (await Command.RunAsync("sh",
        [
            "-euc", """
                mkdir -p bin programs lib/aarch64-linux-gnu usr/lib etc
                cp "$1" init; chmod 755 init
                cp "$2/busybox" bin/
                cp -a "$3"/lib/. lib/
                mkdir -p usr/lib/aarch64-linux-gnu
                cp -a "$3"/usr/lib/aarch64-linux-gnu/lib*.so.* usr/lib/aarch64-linux-gnu/
                cp -a "$2"/debian/. .
                find "$4" -maxdepth 1 -type f -name '[al]*' ! -name 'aops-tuf' -exec cp {} programs/ ';'
                printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >etc/passwd
                printf 'root:x:0:\nnogroup:x:65534:\n' >etc/group
                printf '127.0.0.1 localhost\n' >etc/hosts
                echo machine >etc/hostname
                """,
            "sh", script, Machine, sysroot, programs!,
        ], new Dictionary<string, string?>(), Stop, workingDirectory: tree)).MustSucceed();
    }

    private static async Task SignReleasesAsync(TempRoot root, string repository)
    {
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs.For("arm64"), root.Folder("stage"));
        // The tool that signs is this machine's.
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher")) { Architecture = "arm64" };
        await workshop.InitAsync(Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
        await workshop.AddBootstrapAsync(
            programs.For("arm64").Program("aops-agent-service", PublishedPrograms.First), PublishedPrograms.First, Stop);
        await workshop.AddAgentAsync(stage.BrokenAgent("3.0.0", "Crash"), "3.0.0", Stop);
        Directory.Move(workshop.Repository, repository);
    }
}
