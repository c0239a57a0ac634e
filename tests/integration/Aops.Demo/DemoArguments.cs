using Aops.Harness;

namespace Aops.Demo;

/// <summary>
/// The command line: nothing, <c>--once</c>, or <c>--pack VERSION --output FOLDER --arch ARCH</c>, with <c>--seed</c> for what
/// a package of a distribution is made of.
/// </summary>
internal sealed record DemoArguments(
    bool IsOnce, string? PackVersion, string Output, string Architecture = PublishedPrograms.Native, bool IsSeed = false)
{
    public static bool TryParse(string[] args, out DemoArguments parsed, out string fault)
    {
        fault = "";
        parsed = new DemoArguments(false, null, "");
        switch (args)
        {
            case []:
                return true;
            case ["--once"]:
                parsed = parsed with { IsOnce = true };
                return true;
            case ["--pack", var version, "--output", var output, "--arch", var architecture, .. var seed]
                when seed is [] or ["--seed"]:
                parsed = parsed with
                {
                    PackVersion = version,
                    Output = Path.GetFullPath(output),
                    Architecture = architecture,
                    IsSeed = seed is not [],
                };
                return true;
            default:
                fault = $"demo: '{string.Join(' ', args)}' is neither empty nor --once";
                return false;
        }
    }
}
