using System.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>permit-downgrade</c>: lets hosts that run a newer version go back to an older one.</summary>
internal static class PermitDowngradeCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var version = new Option<string>("--version") { Description = "The older version.", Required = true };
        var from = new Option<string?>("--from")
            { Description = "The newest version that hosts may leave for it.", HelpName = "VERSION" };
        var revoke = new Option<bool>("--revoke") { Description = "Takes the permission back." };
        var subAgent = new Option<string?>("--subagent")
            { Description = "A sub-agent's version [default: the suite's].", HelpName = "NAME" };
        var publisher = new Option<string?>("--publisher")
            { Description = "Signs as this publisher, with its keys [default: as the operator].", HelpName = "NAME" };
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("permit-downgrade", "Signs that hosts may go back to a version from newer ones.")
        {
            repository, version, from, revoke, subAgent, publisher, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            var (wanted, newest) = (parsed.GetRequiredValue(version), parsed.GetValue(from));
            if (newest is null != parsed.GetValue(revoke))
                throw new ToolException(ExitCodes.Usage, "give either --from VERSION or --revoke");
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            var store = parsed.Open(repository);
            var role = parsed.GetValue(publisher);
            var targets = store.ReadSigned(role ?? TufRoles.Targets);
            var name = parsed.GetValue(subAgent);
            var found = ListedTargets.Find(targets, name, wanted);
            var number = newest is null ? null : ReleaseNumbers.Find(store, name, newest);
            if (newest is not null) RequireNewer(wanted, ReleaseNumbers.Find(store, name, wanted), newest, number);
            foreach (var (_, target) in found) WayBack.Write(target["custom"]!.AsObject(), newest, number);
            if (role is null) store.SaveTargets(targets, ring, parsed.ReadExpiry(expires));
            else
            {
                var delegation = new Publishers(store.ReadSigned(TufRoles.Targets)).Find(role);
                store.SavePublisher(role, targets, Authority.Read(delegation), ring, parsed.ReadExpiry(expires));
            }
            foreach (var (target, _) in found)
                parsed.Output().WriteLine(newest is null ? $"{target}: no way back" : $"{target}: from {newest} or older");
            if (newest is not null && !ReleaseNumbers.IsListed(store, name, newest))
            {
                parsed.Output().WriteLine(
                    $"note: no {name ?? "suite"} {newest} is signed here; if it was withdrawn this is as it should be, if not look at its spelling");
            }
            var order = newest is null ? "" : $"; hosts that have refused {wanted} try it again within minutes, under a new order (promote) at once";
            parsed.Output().WriteLine(
                $"signed {role ?? TufRoles.Targets} version {ReleaseRepository.Version(targets)}; publish it{order}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void RequireNewer(string version, long? number, string newest, long? newestNumber)
    {
        if (!Names.IsValid(newest))
            throw new ToolException(ExitCodes.Usage, $"--from '{newest}' is not a version ({Names.Rule})");
        var order = number is not null && newestNumber is not null
            ? number.Value.CompareTo(newestNumber.Value)
            : VersionOrder.Instance.Compare(version, newest);
        if (order >= 0)
            throw new ToolException(ExitCodes.Usage, $"--from {newest} is not newer than {version}, so there is nothing to permit");
    }
}
