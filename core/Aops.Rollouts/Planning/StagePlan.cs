namespace Aops.Rollouts.Planning;

/// <summary>What a stage would do.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">Hosts that it would order, without those that cannot be reached now.</param>
/// <param name="Waiting">Hosts that cannot be reached or touched now; they follow.</param>
/// <param name="Canaries">Ids of the hosts that go first.</param>
/// <param name="Cells">How many different cells its hosts are of.</param>
/// <param name="CellsUncovered">Cells without a canary, with their hosts, the largest first.</param>
/// <param name="Waves">How many hosts go one after another, as long as each wave is proven before the next; without canaries.</param>
/// <param name="Bytes">Bytes that its hosts would download, waiting ones too.</param>
public sealed record StagePlan(
    string Name, int Hosts, int Waiting, IReadOnlyList<string> Canaries, int Cells,
    IReadOnlyList<(string Cell, int Hosts)> CellsUncovered, IReadOnlyList<int> Waves, long Bytes);
