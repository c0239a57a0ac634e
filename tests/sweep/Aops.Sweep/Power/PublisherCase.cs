using Aops.Harness;
using Aops.Layout;

namespace Aops.Sweep.Power;

/// <summary>
/// The machine of a publisher: keys and a repository are created, a package is packed, signed, published
/// into a folder, and bundled. When the tool has reported success, all of it survives, and no signed file
/// is torn.
/// </summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="fleet">The programs.</param>
internal sealed class PublisherCase(string tracer, Fleet fleet) : PowerCase
{
    private const string Commands =
        """
        set -e
        "$1" init --keys "$2/keys" --repo "$2/repo"
        "$1" pack --kind subagent --name publisher --version 1.0.0 --input "$3" --output "$2/publisher.tar.zst"
        "$1" sign --repo "$2/repo" --keys "$2/keys" --deltas 0 "$2/publisher.tar.zst"
        "$1" publish --repo "$2/repo" --to-directory "$2/site"
        """;

    private readonly AopsLayout _layout = new(fleet.Root.Folder("publisher-cut"));

    public override string Name => PowerScenarios.Publisher;

    public override IReadOnlyList<string> NeededFlushes => ["repo/metadata/", "repo/targets/", "site/targets/"];

    private string Program => fleet.Programs.Program("aops-release");

    public override async Task<PowerRecording> RecordAsync(CancellationToken cancellationToken)
    {
        var folder = fleet.Root.Folder("publisher-trace");
        var stage = fleet.Stage.Script(PowerScenarios.Publisher, "1.0.0", "exec sleep 1000000\n");
        var done = Path.Combine(folder, "done");
        var recording = await new PowerRecorder(tracer, _layout, Path.Combine(folder, "trace.log")).RecordAsync(Name,
            ["/bin/sh", "-c", $"{Commands}\ntouch \"$4\"", "sh", Program, _layout.Root, stage, done], _ => false,
            () => Eventually.HoldsAsync("everything is published", TimeSpan.FromSeconds(60), () => File.Exists(done),
                cancellationToken), cancellationToken);
        return recording with { Promise = i => recording.Calls[i].Call == DiskCall.End ? _ => true : null };
    }

    public override async Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken)
    {
        StateFolder.LayOut(state, _layout.Root, hasPrograms: true);
        // Before the end anything may be missing; the tool can continue with what exists, or says why not.
        if (state.Promised.Count == 0) return [];
        var result = await Command.RunAsync(Program,
        [
            "verify", "--repo", Path.Combine(_layout.Root, "site"),
            "--root", Path.Combine(_layout.Root, "repo/metadata/1.root.json"),
        ], cancellationToken);
        return result.ExitCode == 0 ? [] : [result.Error];
    }
}
