namespace Aops.Demo;

/// <summary>
/// The command line: nothing, <c>--once</c>, or <c>--pack VERSION --output FOLDER</c>, with <c>--seed</c> for what an RPM is
/// made of.
/// </summary>
internal sealed record DemoArguments(bool IsOnce, string? PackVersion, string Output, bool IsSeed = false)
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
            case ["--pack", var version, "--output", var output]:
                parsed = parsed with { PackVersion = version, Output = Path.GetFullPath(output) };
                return true;
            case ["--pack", var version, "--output", var output, "--seed"]:
                parsed = parsed with { PackVersion = version, Output = Path.GetFullPath(output), IsSeed = true };
                return true;
            default:
                fault = $"demo: '{string.Join(' ', args)}' is neither empty nor --once";
                return false;
        }
    }
}
