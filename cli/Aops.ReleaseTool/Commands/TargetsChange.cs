using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>The options of a verb that changes the operator's own targets, and the change: one at a time, signed at its end.</summary>
internal sealed class TargetsChange
{
    private readonly Option<DirectoryInfo> _repository = SharedOptions.Repository();
    private readonly Option<string[]> _keys = SharedOptions.Keys();
    private readonly Option<FileInfo?> _passphrase = SharedOptions.PassphraseFile();
    private readonly Option<int?> _expires = SharedOptions.Expires();

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        // Arguments may follow the folder of the keys.
        _keys.AllowMultipleArgumentsPerToken = command.Arguments.Count == 0;
        foreach (var option in new Option[] { _repository, _keys, _passphrase, _expires }) command.Add(option);
    }

    /// <summary>Makes the change and signs it.</summary>
    /// <param name="change">Changes the targets, whose metadata is beside them; returns whether it has.</param>
    /// <param name="unchanged">What is said where it has not.</param>
    /// <returns>Exit code.</returns>
    public int Make(
        ParseResult parsed, Func<OperatorTargets, JsonObject, bool> change,
        string unchanged = "all of it was signed before; nothing was changed")
    {
        using var held = parsed.Hold(_repository);
        using var ring = parsed.LoadKeys(_keys, _passphrase);
        var store = parsed.Open(_repository);
        var targets = store.ReadSigned(TufRoles.Targets);
        var hasChanged = change(new OperatorTargets(store, targets), targets);
        if (hasChanged) store.SaveTargets(targets, ring, parsed.ReadExpiry(_expires));
        parsed.Output().WriteLine(hasChanged
            ? $"signed targets version {ReleaseRepository.Version(targets)}; publish it"
            : unchanged);
        return ExitCodes.Ok;
    }
}
