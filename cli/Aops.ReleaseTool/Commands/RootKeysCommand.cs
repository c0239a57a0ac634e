using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Keys;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>add-key</c> and <c>rotate</c>: sign a new root that gives a role other keys, or another threshold.
/// </summary>
internal static class RootKeysCommand
{
    public static Command CreateAdd() => Create(
        "add-key", "Lets one more key sign for a role, by a new root.", oldKey: null);

    public static Command CreateRotate() => Create(
        "rotate", "Replaces a key of a role, by a new root that old and new root keys sign.",
        new Option<string>("--old-key")
        {
            Description = "Id of the key that goes, or its beginning (list shows them).",
            HelpName = "ID",
            Required = true,
        });

    private static Command Create(string name, string description, Option<string>? oldKey)
    {
        var repository = SharedOptions.Repository();
        var role = new Option<string>("--role") { Description = "The role.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong([.. TufRoles.TopLevel]);
        var newKey = new Option<FileInfo>("--new-key")
        {
            Description = "The key: public or private, PEM; made if it is not there, a bare name in the folder of --keys.",
            HelpName = "FILE",
            Required = true,
        };
        var threshold = new Option<int?>("--threshold")
            { Description = "Keys that must sign from now on [default: as many as before].", HelpName = "N" };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command(name, description)
        {
            repository, role, newKey, threshold, keys, passphrase, expires,
        };
        if (oldKey is not null) command.Add(oldKey);
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var secret = TerminalPassphrase.Of(parsed.GetValue(passphrase));
            var given = parsed.GetRequiredValue(keys);
            var file = Place(parsed.GetRequiredValue(newKey), given);
            using var added = NewKey.Open(file, secret);
            if (added.Private is { } signer) ring.Add(signer);
            var store = parsed.Open(repository);
            var root = store.ReadSigned(TufRoles.Root);
            var edited = new RoleKeys(root, parsed.GetRequiredValue(role));
            edited.Add(added.Public);
            if (oldKey is not null) edited.Remove(parsed.GetRequiredValue(oldKey));
            edited.SetThreshold(parsed.GetValue(threshold));
            var signed = store.SaveRoot(root, ring, parsed.ReadExpiry(expires));
            added.Keep();
            parsed.Report().Changed = true;
            parsed.Report().File = file;
            parsed.Output().WriteLine(
                $"signed {string.Join(", ", signed)}; {parsed.GetValue(role)} has the key {added.Public.Id}; publish it");
            parsed.Output().WriteLine($"the key is in {file}");
            if (added.Private is not null && !given.Any(path => Holds(path, file)))
                parsed.Note($"{file} lies in no folder of --keys: name it by --keys too, whenever {parsed.GetValue(role)} signs");
            return ExitCodes.Ok;
        });
        return command;
    }

    // A key that is made belongs where the next verb looks for it.
    private static string Place(FileInfo newKey, IReadOnlyList<string> keys)
    {
        var isBare = newKey.ToString() == newKey.Name && !newKey.Exists;
        return isBare && keys.FirstOrDefault(Directory.Exists) is { } folder
            ? Path.GetFullPath(newKey.Name, Path.GetFullPath(folder))
            : newKey.FullName;
    }

    private static bool Holds(string keys, string file) => Path.GetFullPath(keys) is var path
        && (path == file || (Path.GetDirectoryName(file) == path && file.EndsWith(".pem", StringComparison.Ordinal)));
}
