namespace Aops.Tidy.Tests.Structure;

/// <summary>
/// How many namespaces of a project lie in cycles. A project that is not here has none. The numbers only fall: a change
/// that lowers one lowers it here too, and none may raise one.
/// </summary>
internal static class CycleTable
{
    public static IReadOnlyDictionary<string, int> Left { get; } = new Dictionary<string, int>
    {
        ["Aops.Native"] = 2,
        ["Aops.Releases"] = 3,
        ["Aops.Server"] = 29,
        ["Aops.Spm"] = 11,
        ["Aops.Upgrade"] = 2,
    };
}
