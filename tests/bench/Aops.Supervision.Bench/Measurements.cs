using System.Globalization;
using Aops.Supervision.Bench.Arms;

namespace Aops.Supervision.Bench;

/// <summary>
/// Compares supervisors side by side: each has its children at the same time, and their turns come one after the
/// other, so that whatever else the machine does hits all of them alike.
/// </summary>
internal sealed class Measurements(string folder, string programs, string? runit)
{
    private const int RestartChildren = 10;
    private const int CrowdRounds = 5;

    // runit waits a second before it starts again what ran for less; every child has run for longer.
    private const int RestMilliseconds = 1100;

    private int _folders;

    /// <summary>Kills one child after the other.</summary>
    public async Task<IReadOnlyList<Figures>> RestartAsync(int kills)
    {
        var arms = MakeArms();
        var figures = arms.Select(a => new Figures($"{a.Name}: restart of one of {RestartChildren}")).ToList();
        foreach (var arm in arms) await arm.StartAsync(RestartChildren);
        await Task.Delay(RestMilliseconds);
        for (var i = 0; i < kills; i++)
        {
            for (var a = 0; a < arms.Count; a++) figures[a].Add(arms[a].Kill(i % RestartChildren));
            await Task.Delay(RestMilliseconds / RestartChildren + 10);
        }
        await EndAsync(arms);
        return figures;
    }

    /// <summary>Starts many at once, and kills all of them at once; one supervisor at a time.</summary>
    public async Task<IReadOnlyList<Figures>> CrowdAsync(int count)
    {
        var names = MakeArms();
        var cold = names.Select(a => new Figures($"{a.Name}: {count} cold, to the last one's first instruction")).ToList();
        var killed = names.Select(a => new Figures($"{a.Name}: {count} killed at once, to the last successor's")).ToList();
        await EndAsync(names);
        for (var round = 0; round < CrowdRounds; round++)
        {
            var arms = MakeArms();
            for (var a = 0; a < arms.Count; a++)
            {
                cold[a].Add(await arms[a].StartAsync(count));
                await Task.Delay(RestMilliseconds);
                killed[a].Add(arms[a].KillAll());
                await arms[a].DisposeAsync();
            }
        }
        return [.. cold, .. killed];
    }

    private List<Arm> MakeArms()
    {
        List<Arm> arms = [new BareArm(Next(), programs), new SupervisorArm(Next(), programs)];
        if (runit is not null) arms.Add(new RunitArm(Next(), programs, runit));
        return arms;
    }

    private string Next() => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"arm{_folders++}"));

    private static async Task EndAsync(List<Arm> arms)
    {
        foreach (var arm in arms) await arm.DisposeAsync();
    }
}
