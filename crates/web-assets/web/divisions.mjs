// The administrative divisions (GB/T 2260) from the package @vant/area-data (MIT): `code name` per line. What statistics and
// parcel services add to the official list is left out: development zones, collective headings, codes that were withdrawn.
import { areaList } from "@vant/area-data";

// Prefectures without counties: their towns and streets stand in for counties, because residence is asked for that deep.
const WITHOUT_COUNTIES = ["4419", "4420", "4604"];
// Merged into a neighbour, by the name of their withdrawal: 港闸区 (2020), 梅列区 (2021).
const WITHDRAWN = ["320611", "350402"];
// 嘉峪关市 has neither counties nor towns of its own code but one: the city itself.
const RENAMED = { 620201: "嘉峪关市" };

function official(code) {
  if (WITHDRAWN.includes(code)) return false;
  if (WITHOUT_COUNTIES.includes(code.slice(0, 4))) return true;
  if (code.slice(2, 4) === "90") return true;
  const county = Number(code.slice(4));
  return !(county >= 71 && county <= 79) && county < 90;
}

// Headings of the statistical tables, not places: 省直辖县 and the counties of a municipality.
const heading = (code) => code.slice(2) === "9000" || code === "500200";

export function divisions() {
  const all = [
    ...Object.entries(areaList.province_list),
    ...Object.entries(areaList.city_list).filter(([code]) => !heading(code)),
    ...Object.entries(areaList.county_list).filter(([code]) => official(code)),
  ];
  all.sort(([a], [b]) => Number(a) - Number(b));
  return all.map(([code, name]) => `${code} ${RENAMED[code] ?? name}\n`).join("");
}
