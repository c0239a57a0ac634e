using System.Diagnostics.CodeAnalysis;
using Aops.Contracts;

namespace Aops.Spa;

/// <summary>What aops-spa is asked to do.</summary>
internal enum SpaMode
{
    Run,
    SelfTest,
    Version,
}

/// <summary>The command line: <c>aops-spa [--root R] [--self-test | --version]</c>.</summary>
internal sealed record SpaArguments(SpaMode Mode, AopsLayout Layout)
{
    public const string Usage = "usage: aops-spa [--root ROOT] [--self-test | --version]";

    public static bool TryParse(
        ReadOnlySpan<string> args, [NotNullWhen(true)] out SpaArguments? parsed, out string fault)
    {
        var mode = SpaMode.Run;
        var root = "/";
        parsed = null;
        fault = "";
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--version":
                    mode = SpaMode.Version;
                    break;
                case "--self-test":
                    mode = SpaMode.SelfTest;
                    break;
                case "--root" when i + 1 < args.Length && Path.IsPathRooted(args[i + 1]):
                    root = args[++i];
                    break;
                case "--root":
                    fault = "--root needs an absolute path";
                    return false;
                default:
                    fault = $"'{args[i]}' is not known here";
                    return false;
            }
        }
        parsed = new SpaArguments(mode, new AopsLayout(root));
        return true;
    }
}
