// What stories need to be there before they begin, made over the API.

/** A program's client of the API for somebody of the demo. */
export async function client(office, login) {
  const call = async (method, path, body, token) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${office.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
  const { token } = await call("POST", "/sessions", { login: login.login, password: login.password });
  return { get: (path) => call("GET", path, undefined, token), post: (path, body = {}) => call("POST", path, body, token) };
}

/** An activity of the demo steward's organisation, tomorrow, published and open for everybody. */
export async function published(office, { hours = 26, title = "琥珀色的下午：陪长者读报" } = {}) {
  const [volunteer, steward, reviewer] = await Promise.all(["volunteer", "steward", "reviewer"].map((role) => client(office, office.login(role))));
  const belongs = await volunteer.get("/me/memberships");
  const home = belongs.items.find((one) => one.state === "approved").organisation_id;
  const now = await office.now();
  const at = (more) => new Date(now + more * 3_600_000).toISOString();
  const { id } = await steward.post(`/organisations/${home}/activities`, {
    kind: "service", category: "care", title, description: "一起读报、聊天。", risks: "楼梯较多，请穿防滑的鞋。",
    address: "猎德街社区服务中心", contact_name: "陈老师", contact_phone: "13800138000", person_in_charge: "李站长",
    latitude: 23.1184, longitude: 113.3297, radius_metres: 500, expected: 5, agreed_version: 1, agreed_in_full: true,
    sessions: [{ starts_at: at(hours), ends_at: at(hours + 3) }],
    recruitment: { opens_at: at(-1), closes_at: at(hours), positions: [{ title: "读报", places: 5 }] },
    timekeeping: { organiser_shows_code: true, organiser_scans: true, typed_code: true },
  });
  for (const part of ["recruitment", "timekeeping"]) await reviewer.post(`/activities/${id}/reviews`, { part, approve: true });
  return { id, title, home };
}

/** The same with the demo's volunteer accepted, brought to its beginning; whoever was logged in is idle for too long by then. */
export async function inSession(office) {
  const activity = await published(office);
  const both = () => Promise.all(["volunteer", "steward"].map((role) => client(office, office.login(role))));
  const [before, accepts] = await both();
  const [position] = (await before.get(`/activities/${activity.id}`)).positions;
  const enrolled = await before.post(`/activities/${activity.id}/enrolments`, { position_id: position.id, risks_acknowledged: true });
  await accepts.post(`/enrolments/${enrolled.id}/acceptance`);
  await office.clock("+26h");
  const [volunteer, steward] = await both();
  return { ...activity, volunteer, steward };
}
