using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>list</c>: shows the content of the repository.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("list", "Lists roles, their keys and targets.") { repository };
        command.SetAction(parsed => Run(parsed.Open(repository), parsed.Output()));
        return command;
    }

    private static int Run(ReleaseRepository repository, TextWriter output)
    {
        var root = repository.ReadSigned(TufRoles.Root);
        var publishers = repository.TargetsRoles().Skip(1);
        foreach (var role in TufRoles.TopLevel.Concat(publishers))
        {
            var signed = repository.ReadSigned(role);
            output.WriteLine($"{role,-10} version {ReleaseRepository.Version(signed),-5} expires {signed["expires"]}");
            if (root["roles"]![role] is not { } signers) continue;
            var authority = Authority.Read(signers);
            output.WriteLine($"           {authority.Threshold} of {string.Join(", ", authority.KeyIds)}");
        }
        foreach (var target in SignedTarget.ReadAll(repository))
        {
            output.WriteLine(
                $"{target.Kind,-10} {target.Name} {target.Version}  {target.LengthBytes} bytes  {target.TargetName}" +
                (target.ReleaseNumber is { } number ? $"  (release {number})" : "") +
                (target.MayGoBackFrom is { } newest ? $"  (hosts may go back from {newest} or older)" : ""));
        }
        return ExitCodes.Ok;
    }
}
