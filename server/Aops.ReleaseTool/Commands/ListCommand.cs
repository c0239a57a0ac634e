using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>list</c>: what the repository holds.</summary>
internal static class ListCommand
{
    private static readonly string[] Roles =
        [TufRoles.Root, TufRoles.Targets, TufRoles.Snapshot, TufRoles.Timestamp];

    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("list", "Lists roles and targets.") { repository };
        command.SetAction(parsed => Run(parsed.Open(repository), parsed.Output()));
        return command;
    }

    private static int Run(ReleaseRepository repository, TextWriter output)
    {
        foreach (var role in Roles)
        {
            var signed = repository.ReadSigned(role);
            output.WriteLine($"{role,-10} version {ReleaseRepository.Version(signed),-5} expires {signed["expires"]}");
        }
        foreach (var target in SignedTarget.ReadAll(repository))
        {
            output.WriteLine(
                $"{target.Kind,-10} {target.Name} {target.Version}  {target.LengthBytes} bytes  {target.TargetName}");
        }
        return ExitCodes.Ok;
    }
}
