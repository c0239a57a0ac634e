using System.Diagnostics.CodeAnalysis;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.Launch;

/// <summary>The command line: <c>aops-launch spm|spa --root R [--trace]</c>.</summary>
internal sealed record LaunchArguments(Role Role, AopsLayout Layout, bool IsTraced)
{
    public const string Usage =
        "usage: aops-launch spm|spa [--root ROOT] [--trace] | aops-launch child … | aops-launch run … | aops-launch --version";

    public static bool TryParse(
        ReadOnlySpan<string> args, [NotNullWhen(true)] out LaunchArguments? parsed, out string fault)
    {
        parsed = null;
        fault = "spm or spa is missing";
        if (args.IsEmpty) return false;
        Role? role = args[0] switch { "spm" => Role.Spm, "spa" => Role.Spa, _ => null };
        if (role is null)
        {
            fault = $"'{args[0]}' is neither spm nor spa";
            return false;
        }
        var root = "/";
        var isTraced = false;
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--trace") isTraced = true;
            else if (args[i] == "--root" && i + 1 < args.Length && Path.IsPathRooted(args[i + 1])) root = args[++i];
            else
            {
                fault = args[i] == "--root" ? "--root needs an absolute path" : $"'{args[i]}' is not known here";
                return false;
            }
        }
        parsed = new LaunchArguments(role.Value, new AopsLayout(root), isTraced);
        return true;
    }
}
